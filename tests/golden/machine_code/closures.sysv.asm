script: 266 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x28
;   0 LOAD_CONST 3
; 12: let next = counter(3)
;   2 CALL 1
       19  mov edi, 3
       1e  mov eax, 1
       23  call qword ptr [entry counter]
;   4 STORE_VAR next
       29  mov rbx, rax
;   6 LOAD_VAR next
; 13: next()
;   8 CALL_VALUE 4
       2c  test rbx, rbx
       2f  je ff
       35  mov r10, [rbx + 0x10]
       39  mov rax, [rbx + 8]
       3d  mov [rbp - 0x18], rbx
       41  lea r11, [entry script]
       48  call qword ptr [r11 + rax*8]
;   10 POP
;   11 LOAD_VAR next
; 14: print(next(), twice(fn(x) => x * 5 + 1, 2))
;   13 CALL_VALUE 4
       4c  test rbx, rbx
       4f  je 104
       55  mov r10, [rbx + 0x10]
       59  mov rax, [rbx + 8]
       5d  mov [rbp - 0x18], rbx
       61  lea r11, [entry script]
       68  call qword ptr [r11 + rax*8]
;   15 STORE_VAR 1
       6c  mov [rbp - 0x20], rax
;   17 NEW_FUNCTION 2
       70  lea rdi, [data 110]
       77  lea rsi, [rbp - 0x28]
       7b  call execute
;   19 LOAD_CONST 2
;   21 CALL 3
       80  mov rdi, [rbp - 0x18]
       84  mov esi, 2
       89  mov eax, 3
       8e  call qword ptr [entry twice]
;   23 LOAD_VAR 1
;   25 WRITE_INT
       94  mov [rbp - 0x18], rax
       98  mov r11, [rbp - 0x20]
       9c  mov [rbp - 0x10], r11
       a0  lea rdi, [data 120]
       a7  lea rsi, [rbp - 0x28]
       ab  call execute
;   26 LOAD_STRING 0
       b0  mov rax, [string 0]
;   28 WRITE_STRING
       b7  mov [rbp - 0x10], rax
       bb  lea rdi, [data 130]
       c2  lea rsi, [rbp - 0x28]
       c6  call execute
;   29 WRITE_INT
       cb  lea rdi, [data 140]
       d2  lea rsi, [rbp - 0x28]
       d6  call execute
;   30 LOAD_STRING 1
       db  mov rax, [string 1]
;   32 WRITE_STRING
       e2  mov [rbp - 0x18], rax
       e6  lea rdi, [data 150]
       ed  lea rsi, [rbp - 0x28]
       f1  call execute
;   33 RETURN
       f6  mov rbx, [rbp - 8]
       fa  mov rsp, rbp
       fd  pop rbp
       fe  ret
       ff  call exit
      104  call exit
      109  int3

counter: 117 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
       18  mov [rbp - 0x20], rdi
; 2: fn counter(step: int) {
;   0 LOAD_CONST 0
; 3:     let n = 0
;   2 NEW_CELL 6
       1c  mov qword ptr [rbp - 0x10], 0
       24  lea rdi, [data 78]
       2b  lea rsi, [rbp - 0x20]
       2f  call execute
;   4 STORE_VAR n
       34  mov r11, [rbp - 0x10]
       38  mov [rbp - 0x18], r11
; 4:     return fn() {
;   6 LOAD_VAR n
;   8 LOAD_VAR step
;   10 NEW_ENV 7
       3c  mov r11, [rbp - 0x18]
       40  mov [rbp - 0x10], r11
       44  mov r11, [rbp - 0x20]
       48  mov [rbp - 8], r11
       4c  lea rdi, [data 88]
       53  lea rsi, [rbp - 0x20]
       57  call execute
;   12 NEW_FUNCTION 4
       5c  lea rdi, [data 98]
       63  lea rsi, [rbp - 0x20]
       67  call execute
;   14 RETURN
       6c  mov rax, [rbp - 0x10]
       70  mov rsp, rbp
       73  pop rbp
       74  ret

fn#2: 42 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x20
       18  mov [rbp - 0x18], rdi
; 14: print(next(), twice(fn(x) => x * 5 + 1, 2))
;   0 LOAD_VAR x
;   2 LOAD_CONST 5
;   4 MUL
       1c  imul rax, [rbp - 0x18], 5
;   5 LOAD_CONST 1
;   7 ADD
       21  add rax, 1
;   8 RETURN
       25  mov rsp, rbp
       28  pop rbp
       29  ret

twice: 138 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x30
       18  mov [rbp - 0x28], rdi
       1c  mov [rbp - 0x20], rsi
; 10: fn twice(f: fn(int) -> int, x: int) -> int => f(f(x))
;   0 LOAD_VAR f
;   2 LOAD_VAR f
;   4 LOAD_VAR x
;   6 CALL_VALUE 5
       20  mov r11, [rbp - 0x28]
       24  mov [rbp - 0x18], r11
       28  mov rax, [rbp - 0x28]
       2c  test rax, rax
       2f  je 7f
       35  mov r10, [rax + 0x10]
       39  mov rax, [rax + 8]
       3d  mov [rbp - 0x10], rax
       41  mov rdi, [rbp - 0x20]
       45  lea r11, [entry script]
       4c  call qword ptr [r11 + rax*8]
;   8 CALL_VALUE 5
       50  mov rcx, [rbp - 0x18]
       54  test rcx, rcx
       57  je 84
       5d  mov r10, [rcx + 0x10]
       61  mov rdx, rax
       64  mov rax, [rcx + 8]
       68  mov [rbp - 0x18], rcx
       6c  mov rdi, rdx
       6f  lea r11, [entry script]
       76  call qword ptr [r11 + rax*8]
;   10 RETURN
       7a  mov rsp, rbp
       7d  pop rbp
       7e  ret
       7f  call exit
       84  call exit
       89  int3

fn#4: 68 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x28
       19  mov rbx, r10
; 4:     return fn() {
;   0 LOAD_VAR 0
;   2 ENV_GET 0
       1c  mov rax, [rbx + 8]
;   4 LOAD_VAR 0
;   6 ENV_GET 0
       20  mov rcx, [rbx + 8]
;   8 CELL_GET
       24  mov rcx, [rcx + 8]
;   9 LOAD_VAR 0
;   11 ENV_GET 1
       28  mov rdx, [rbx + 0x10]
;   13 ADD
       2c  add rcx, rdx
;   14 CELL_SET
       2f  mov [rax + 8], rcx
;   15 LOAD_VAR 0
;   17 ENV_GET 0
       33  mov rax, [rbx + 8]
;   19 CELL_GET
       37  mov rax, [rax + 8]
;   20 RETURN
       3b  mov rbx, [rbp - 8]
       3f  mov rsp, rbp
       42  pop rbp
       43  ret

